export { bucketPlace, folderPlace } from './places.js';
export type { Place } from './places.js';
export { PublishedFolder } from './published-folder.js';
export { ROW_FORMATS, RowFile } from './row-file.js';
export type { Column, Row, RowFormat, WrittenFile } from './row-file.js';
