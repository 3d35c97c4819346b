import stopPostgres from '../../support/global-teardown.mjs';

export default async function globalTeardown() {
  await globalThis.musicBoxBrowser?.close();
  await globalThis.musicBoxConsolePlace?.stop();
  await stopPostgres();
}
