/** Values by series, such as `musicbox_jobs{kind="ingest",state="queued"}`. */
export type Series = ReadonlyMap<string, number>;

/** Asks for metrics as Prometheus does. */
export async function scrape(url: string): Promise<Series> {
  const response = await fetch(url);
  const type = response.headers.get('content-type');
  if (type !== 'text/plain; version=0.0.4; charset=utf-8') throw new Error(`${url} is answered as ${type}`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}
