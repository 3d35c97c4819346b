/** Where everything lies in the memory. Addresses below HEAP are fixed; what grows lies above. */

/** Words that the caller reads after each call, see `status.ts`. */
export const STATUS: usize = 1024;
/** First free block of each size. */
export const FREE_BLOCKS: usize = 2048;
/** What is known of the indexes of users and songs themselves. */
export const USER_INDEX: usize = 3072;
export const SONG_INDEX: usize = 3200;
export const SORTED_IDS: usize = 3328;
/** Addresses of the chunks of user and song records: up to 1,024 and 512, see `MOST_IDS`. */
export const USER_CHUNKS: usize = 4096;
export const SONG_CHUNKS: usize = 20480;
/** Bytes of a log: at most 64 KiB carried and 256 KiB more. Numbers are read from up to 8 bytes before. */
export const INPUT: usize = 0x10000;
/** Places of special bytes in the window that is being read. */
export const SPECIALS: usize = 0x70000;
/** Events of a batch, an array a field. */
export const EVENTS: usize = 0x90000;
/** Texts that the caller hands over: 256 KiB. */
export const TEXTS: usize = 0xa0000;
/** Addresses of the chunks of sketches of singers. */
export const SINGER_CHUNKS: usize = 0xe0000;
/** The sketch of one user's songs, while a row is made. */
export const SONG_SKETCH: usize = 0xe8000;
/** Rows for the caller: full at 256 KiB, and room for the row that fills it. */
export const ROWS: usize = 0x100000;
export const ROWS_FULL: usize = ROWS + 0x40000;
export const HEAP: usize = 0x180000;
