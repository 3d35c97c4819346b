/** Removes the PostgreSQL of this run with all its data. */
export default async function globalTeardown() {
  await globalThis.musicBoxTestServer?.remove();
}
