export type SampleLogsProblem =
  'invalid_option' | 'folder_in_use' | 'not_writable' | 'disk_full' | 'cancelled';

/** A set of sample logs could not be made; the message is one sentence for the caller. */
export class SampleLogsError extends Error {
  constructor(
    readonly code: SampleLogsProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SampleLogsError';
  }
}

const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG']);

/** Code of an error of the file system, such as ENOSPC, or '' for any other error. */
function fileErrorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Says in a sentence what the file system refused; other errors are passed on as they are. */
export function explainFileError(error: unknown, directory: string): unknown {
  const code = fileErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SampleLogsError('disk_full', `The disk that holds ${directory} is full.`, { cause: error });
  }
  if (NOT_WRITABLE.has(code)) {
    const message = `The folder ${directory} cannot be written (${code}).`;
    return new SampleLogsError('not_writable', message, { cause: error });
  }
  return error;
}
