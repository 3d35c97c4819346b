/** The address that signs in to the console once; the plain address while it gives no link (then one signs in by key). */
export async function signInLink(consoleUrl: string, adminKey: string): Promise<string> {
  try {
    const response = await fetch(`${consoleUrl}/session/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) return consoleUrl;
    const { path } = (await response.json()) as { path: string };
    return consoleUrl + path;
  } catch {
    return consoleUrl;
  }
}
