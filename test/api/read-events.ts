import assert from 'node:assert/strict';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape
export type Told = { readonly event: string; readonly id: string | undefined; readonly data: any };

/** Reads server-sent events; comments and what only browsers need are left out. */
export async function tellEvents(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<AsyncGenerator<Told>> {
  const response = await fetch(url, { headers, signal });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  return readFrom(response);
}

async function* readFrom(response: Response): AsyncGenerator<Told> {
  let waiting = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    waiting += chunk;
    const parts = waiting.split('\n\n');
    waiting = parts.pop() ?? '';
    for (const part of parts) {
      const fields = Object.fromEntries(
        part.split('\n').map((line) => [line.split(': ')[0], line.replace(/^\w*: ?/, '')]),
      );
      if (fields.event !== undefined) yield { event: fields.event, id: fields.id, data: JSON.parse(fields.data ?? '') };
    }
  }
}
