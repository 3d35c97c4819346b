import { BucketListing } from './bucket-listing.js';

const objects = Array.from({ length: 10_001 }, (_, at) => {
  const key = `2026/${String(at).padStart(5, '0')}`;
  return { key, etag: 'e', byteCount: 1, modifiedMs: 0 };
});
const lastKey = objects.at(-1)!.key;
const list = { objects, passedOver: {}, lastKey };

it('begins behind the last key where there are many objects and all are taken, and lists all now and then', () => {
  const listing = new BucketListing();
  listing.listed(list, undefined, ['2026/00001']);
  expect(listing.after).toBeUndefined();
  listing.listed(list, undefined, []);
  expect(listing.after).toBe(lastKey);
  const some = { objects: [objects[0]!], passedOver: {}, lastKey: '2026/10002' };
  // Those that are not loaded yet are listed again.
  listing.listed(some, lastKey, ['2026/10002']);
  expect(listing.after).toBe(lastKey);
  listing.listed(some, lastKey, []);
  expect(listing.after).toBe('2026/10002');
  const begins = Array.from({ length: 20 }, () => {
    const { after } = listing;
    listing.listed(after === undefined ? list : { ...some, objects: [] }, after, []);
    return after;
  });
  expect(begins.filter((after) => after === undefined)).toHaveLength(1);
});

it('lists all where there are few objects, and where keys do not ascend', () => {
  const few = new BucketListing();
  few.listed({ ...list, objects: objects.slice(0, 10) }, undefined, []);
  expect(few.after).toBeUndefined();
  const unordered = new BucketListing();
  unordered.listed({ ...list, lastKey: null }, undefined, []);
  expect(unordered.after).toBeUndefined();
  const replaced = new BucketListing();
  replaced.listed(list, undefined, []);
  replaced.listed(list, undefined, ['2026/00007']);
  replaced.listed(list, undefined, []);
  expect(replaced.after).toBeUndefined();
});
