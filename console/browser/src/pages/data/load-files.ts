import { Problem } from '../../data/problem.js';
import { sendArchive } from '../../data/send-archive.js';
import { addressOf, ingest } from '../../data/service.js';
import { dataTexts } from '../../texts/data.js';

/**
 * Sends files, one after the other, and loads them by one job, whose id is answered.
 * @param mapping that reads them; none: they are archives of Music Box
 * @param onSent how many bytes of all were sent
 * @throws Problem, which names the file
 */
export async function loadFiles(
  files: readonly File[],
  mapping: string | undefined,
  onSent: (bytes: number) => void,
): Promise<{ id: string }> {
  const upload = crypto.randomUUID();
  const query = { mapping };
  let before = 0;
  for (const file of files) {
    const path = { upload, name: file.name };
    const address = addressOf('ingest', '/admin/ingest/uploads/{upload}/{name}', { path, query });
    await sendArchive(address, file, (part) => onSent(before + part)).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      const { status, code, detail, service } = error;
      throw new Problem(status, code, dataTexts.upload.refused(file.name, detail), service, error.errors);
    });
    before += file.size;
  }
  return await ingest.send('post', '/admin/ingest/uploads/{upload}', { params: { path: { upload }, query } });
}
