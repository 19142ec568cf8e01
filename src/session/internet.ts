/** Asked because labs pull from it; any answer will do. */
const ASKED = 'https://registry-1.docker.io/v2/';
const WAIT_MS = 3000;

/** Why Docker Hub cannot be reached from here; undefined when it can, or when only a proxy knows. */
export async function whyNoInternet(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (env.HTTPS_PROXY || env.https_proxy) return undefined;
  try {
    await fetch(ASKED, { method: 'HEAD', signal: AbortSignal.timeout(WAIT_MS) });
    return undefined;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
    const reason = name === 'TimeoutError' ? `no answer within ${WAIT_MS / 1000} s` : (cause?.code ?? name);
    return `registry-1.docker.io cannot be reached (${reason})`;
  }
}
