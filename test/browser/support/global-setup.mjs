import { startPostgres } from '../../support/global-setup.mjs';

const PLACE = new URL('../../../dist/test/support/console-place.js', import.meta.url);

/** PostgreSQL, the three services with a small log loaded and both models trained, and the console. */
export default async function globalSetup() {
  await startPostgres();
  const { startConsolePlace } = await import(PLACE.href);
  const place = await startConsolePlace();
  globalThis.musicBoxConsolePlace = place;
  process.env.MUSICBOX_TEST_CONSOLE = JSON.stringify(place.addresses);
}
