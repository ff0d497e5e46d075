/**
 * Names that the file format has and this version does not build yet. A file that uses one is refused with that reason:
 * the name is right and must not be ignored. Names that are built are found in the schemas, which are asked first.
 */

/** Which part of a document a field is in. */
export type Part =
  | 'document'
  | 'component'
  | 'connection'
  | 'retry'
  | 'stream'
  | 'arrivals'
  | 'shape'
  | 'request'
  | 'fault'
  | 'fault-config';

const fields: Readonly<Partial<Record<Part, readonly string[]>>> = {};

/** Whether the format has this field in this part of a document. */
export function isFormatField(part: Part, name: string): boolean {
  return fields[part]?.includes(name) === true;
}
