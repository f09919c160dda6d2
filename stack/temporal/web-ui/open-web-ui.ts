import { findTemporalBinary } from '../temporal-binary.ts';
import { serveWebUi, type WebUi } from './serve-web-ui.ts';
import { obtainWebUiFiles } from './web-ui-files.ts';
import { webUiToken } from './web-ui-session.ts';

/** Work goes on without it: when the UI's files can't be had, this is said, and nothing is served. */
export async function openWebUi(options: {
  readonly port: number;
  readonly temporalAddress: string;
  /** Where the token is kept; undefined: a new one. */
  readonly home: string | undefined;
  readonly announce: (line: string) => void;
}): Promise<WebUi | undefined> {
  const { port, temporalAddress, home, announce } = options;
  const binary = findTemporalBinary();
  if (binary === undefined) return undefined; // an embedded server runs, so there is one
  try {
    const filesFolder = await obtainWebUiFiles(binary.path);
    return await serveWebUi({ port, token: webUiToken(home), temporalAddress, filesFolder });
  } catch (error) {
    announce(`The Temporal Web UI can't be served: ${(error as Error).message}`);
    return undefined;
  }
}
