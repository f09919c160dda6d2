import { createInstallation } from '../contract/installation.ts';

/** Where the Temporal Web UI of this installation is. */
export type TemporalUi = {
  readonly url: string | undefined;
  readonly namespace: string;
  readonly installation: string;
};

/** A run's workflow, and its page; no secret is in the link: whoever opens it is asked for a session of the Web UI. */
export function workflowOf({ url, namespace, installation }: TemporalUi, runId: string) {
  const id = createInstallation(installation).trainModel(runId);
  if (url === undefined) return { id, url: null };
  const path = `/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(id)}`;
  return { id, url: new URL(path, url).href };
}
