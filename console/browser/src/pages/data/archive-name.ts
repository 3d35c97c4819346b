const NAME =
  /^(\d{8}_(\d{1,4}_)?(play|down|search)\.log|\d{1,4}_\d{1,4}_search\.log|(play|down|search)_ds\.csv)((\.tar)?\.gz)?$/;

/** Whether a file is named like an archive. The service checks more, such as the day. */
export function isArchiveName(name: string): boolean {
  return NAME.test(name);
}
