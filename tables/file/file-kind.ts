/** The first bytes of a file as Latin-1, and what such a file is. */
const kinds: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'an Excel workbook or another archive'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook or another Office file'],
  ['%PDF', 'a PDF'],
  ['PAR1', 'a Parquet file'],
  ['ARROW1', 'an Arrow file'],
  ['SQLite format 3', 'an SQLite database'],
  ['\x89PNG', 'an image'],
  ['GIF8', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['BZh', 'compressed with bzip2'],
  ['\xfd7zXZ', 'compressed with xz'],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x89HDF', 'an HDF5 file'],
  ['Obj\x01', 'an Avro file'],
  ['$FL2', 'an SPSS file'],
];
const markup = /^\s*<(?:!doctype html|html|table|\?xml)/i;

/** What the file is instead of text; undefined: it may be text. */
export function whatIsNoText(sample: Buffer): string | undefined {
  const start = sample
    .subarray(0, 64)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  return markup.test(start) ? 'HTML or XML' : kinds.find(([first]) => start.startsWith(first))?.[1];
}

/** Workbooks of any age begin like this, and the library reads them all. */
export function mayBeWorkbook(sample: Buffer): boolean {
  const start = sample.subarray(0, 4).toString('latin1');
  return start === 'PK\x03\x04' || start === '\xd0\xcf\x11\xe0';
}
