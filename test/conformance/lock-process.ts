import { lockDataFolder } from '../../src/store/sqlite.ts'

/** A process that takes a data folder, says so, and holds on to it; or says why not, and ends. */
try {
  const lock = lockDataFolder(process.argv[2]!)
  console.log('locked')
  setInterval(() => lock, 1000)
} catch (error) {
  console.log((error as { code: string }).code)
}
