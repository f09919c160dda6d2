import { AsyncLocalStorage } from 'node:async_hooks';

/** What goes along from a request to the workflows that it starts, and from them to their steps. */
export type Carried = {
  readonly requestId?: string | undefined;
  /** W3C Trace Context: who caused this, and in which trace. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
};

/** The fields of every log line that is written meanwhile. */
export type LogFields = {
  readonly request_id?: string | undefined;
  readonly trace_id?: string | undefined;
  readonly workflow_id?: string | undefined;
  /** Temporal's id of this run of the workflow. */
  readonly workflow_run_id?: string | undefined;
  readonly activity?: string | undefined;
  readonly attempt?: number | undefined;
};

/** The request or step that the program is at work for. */
export type Circumstances = { readonly carried: Carried; readonly fields: LogFields };

const none: Circumstances = { carried: {}, fields: {} };
const storage = new AsyncLocalStorage<Circumstances>();

export function circumstances(): Circumstances {
  return storage.getStore() ?? none;
}

export function inCircumstances<T>(given: Circumstances, work: () => T): T {
  return storage.run(given, work);
}
