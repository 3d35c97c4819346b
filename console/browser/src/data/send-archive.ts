import { consoleAway, problemOf } from './problem.js';

const NAME =
  /^(\d{8}_(\d{1,4}_)?(play|down|search)\.log|\d{1,4}_\d{1,4}_search\.log|(play|down|search)_ds\.csv)((\.tar)?\.gz)?$/;

/** Whether a file is named like an archive. The service checks more, such as the day. */
export function isArchiveName(name: string): boolean {
  return NAME.test(name);
}

/** Sends a file to the ingest service by PUT. `fetch` reports no progress. @throws Problem */
export async function sendArchive(
  address: string,
  file: File,
  onSent: (bytes: number) => void,
): Promise<void> {
  const response = await new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = () => reject(consoleAway());
    request.send(file);
  });
  if (!response.ok) throw await problemOf(response, 'ingest');
}
