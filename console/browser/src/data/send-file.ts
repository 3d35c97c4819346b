import { consoleAway, problemOf } from './problem.js';
import type { ServiceName } from './contracts.js';

/** Sends a file as the body of a PUT. `fetch` reports no progress. @throws Problem */
export async function sendFile(
  address: string,
  file: File,
  service: ServiceName,
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
  if (!response.ok) throw await problemOf(response, service);
}
