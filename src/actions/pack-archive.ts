import { pipeline, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { createTarPacker } from 'modern-tar'
import { ZipFile } from 'yazl'
import type { ArchiveFormat } from '../core/archive.ts'

/** A file on its way into an archive. Whoever packs reads one at a time, to its end, before it asks for the next. */
export interface PackedFile {
  readonly name: string
  readonly bytes: number
  readonly content: Readable
  readonly modifiedAt: Date
  /** Whether compressing it again would only take time. */
  readonly isCompressed: boolean
}

/**
 * The archive of these files as a stream, in bounded memory. Once nobody reads it any more, no further file is asked for.
 * It fails where a file does. yazl writes archives past 4 GiB and refuses names that lead out of one; modern-tar writes names
 * of any length, and brings nothing else along.
 */
export const packArchive = (format: ArchiveFormat, files: AsyncIterable<PackedFile>): Readable =>
  format === 'zip' ? zip(files) : tarball(files)

function zip(files: AsyncIterable<PackedFile>): Readable {
  const archive = new ZipFile()
  const output = archive.outputStream as Readable
  archive.on('error', (error) => output.destroy(error as Error))
  const gone = new AbortController()
  output.once('close', () => gone.abort())
  const fill = async () => {
    for await (const { name, bytes, content, modifiedAt, isCompressed } of files) {
      gone.signal.throwIfAborted()
      archive.addReadStream(content, name, { size: bytes, mtime: modifiedAt, mode: MODE, compress: !isCompressed })
      await finished(content, { signal: gone.signal })
    }
    archive.end()
  }
  fill().catch((error) => output.destroy(error))
  return output
}

function tarball(files: AsyncIterable<PackedFile>): Readable {
  const { readable, controller } = createTarPacker()
  const fill = async () => {
    for await (const { name, bytes, content, modifiedAt } of files) {
      const body = controller.add({ name, size: bytes, mtime: modifiedAt, mode: MODE, type: 'file' })
      await Readable.toWeb(content).pipeTo(body)
    }
    controller.finalize()
  }
  fill().catch((error) => controller.error(error))
  // The types of the web and of Node say the same in other words.
  return pipeline(Readable.fromWeb(readable as import('node:stream/web').ReadableStream), createGzip(), () => {})
}

/** A plain file that its owner writes and everybody reads. */
const MODE = 0o644
