import stopPostgres from '../../support/global-teardown.mjs';

export default async function globalTeardown() {
  await globalThis.musicBoxConsolePlace?.stop();
  await stopPostgres();
}
