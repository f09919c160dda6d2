/** Where a backup is kept. */
export type BackupPlace = {
  /** Keeps all of the bytes or nothing. @returns how many they are */
  write(chunks: AsyncIterable<Uint8Array>): Promise<number>;
  /** From the first byte; may be called again. @throws PerennialError `not_found` */
  read(): AsyncIterable<Uint8Array>;
  /** For people. */
  readonly name: string;
};
