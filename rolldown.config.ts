import { defineConfig } from 'rolldown'

/**
 * What is published: a few files instead of hundreds, which a start would have to find and read one by one. All are in one
 * folder, so that what is beside a source file, or above all of them, is so beside and above what it becomes.
 */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    cli: 'src/cli/main.ts',
    // Processes and threads.
    'checkup-thread': 'src/checkup-thread.ts',
    'reading-thread': 'src/reading-thread.ts',
    'reader-process': 'src/media/reader-process.ts',
    'sqlite-checkpoint': 'src/store/sqlite-checkpoint.ts',
    'sqlite-reader': 'src/store/sqlite-reader.ts',
  },
  platform: 'node',
  external: /^[^./]/,
  output: { dir: 'dist', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
})
