import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type WorkflowClientInterceptor,
} from '@temporalio/client';
import { PerennialError } from '../domain/errors.ts';

export type TemporalConnection = { readonly connection: Connection; readonly client: Client };

/** What a secured server asks for. */
export type ConnectionSecurity = Pick<ConnectionOptions, 'tls' | 'apiKey' | 'metadata'>;

/** ms that API and commands wait for Temporal; what it hasn't answered by then is `temporal_unavailable`. */
export const temporalPatience = 2_000;
/** ms that a process waits which has nothing to do without Temporal. */
const startPatience = 5_000;

/**
 * Opens a process's only connection to Temporal; the owner closes it.
 *
 * @param patience ms for each call, whether Temporal is gone or hangs; only waiting for the end of a workflow has no limit. Left
 *   out, the SDK repeats calls for about 20 s, and waits for ever for a server that hangs: right for a worker.
 * @param lazily returns without a connection when there is none yet: right for whoever has an answer without Temporal.
 * @throws PerennialError `temporal_unavailable`, when the server doesn't answer.
 */
export async function connectTemporal(
  address: string,
  namespace: string,
  {
    patience,
    lazily = false,
    security = {},
    interceptors = [],
  }: {
    readonly patience?: number | undefined;
    readonly lazily?: boolean | undefined;
    readonly security?: ConnectionSecurity | undefined;
    readonly interceptors?: WorkflowClientInterceptor[];
  } = {},
): Promise<TemporalConnection> {
  const options = {
    address,
    ...security,
    connectTimeout: patience ?? startPatience,
    channelArgs,
    interceptors: [patience === undefined ? repeated : limited(patience)],
  };
  try {
    const connection = lazily ? await connectLazily(options) : await Connection.connect(options);
    return { connection, client: new Client({ connection, namespace, interceptors: { workflow: interceptors } }) };
  } catch (error) {
    throw new PerennialError(
      'temporal_unavailable',
      `No Temporal server answers at ${address}: ${(error as Error).message}`,
      'Start it, or correct TEMPORAL_ADDRESS and, for a secured server, TEMPORAL_TLS and TEMPORAL_API_KEY; without TEMPORAL_ADDRESS npm start uses the embedded one.',
      { address },
      error,
    );
  }
}

/** Tries for half of the patience, so that an answer in time is still possible afterwards. */
async function connectLazily(options: ConnectionOptions & { readonly connectTimeout: number }): Promise<Connection> {
  const connection = Connection.lazy({ ...options, connectTimeout: options.connectTimeout / 2 });
  await connection.ensureConnected().catch(() => {}); // the calls say so themselves
  return connection;
}

/** gRPC's own waits between two attempts to reconnect grow to two minutes; a server that was started again is back within seconds. */
const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 1_000 };

/** ms between two attempts of a call. The last of them begins that long before the call's limit, so it isn't exceeded. */
const retryInterval = 200;

/** The call that waits for a workflow's end holds its request open on purpose. */
const waiting = /\/GetWorkflowExecutionHistory$/;

type Interceptor = ReturnType<typeof makeGrpcRetryInterceptor>;
type NextCall = Parameters<Interceptor>[1];

const repeatPatiently = makeGrpcRetryInterceptor(defaultGrpcRetryOptions());

/** As the SDK does by default. */
const repeated: Interceptor = (options, nextCall) => repeatPatiently(options, untilClosed(nextCall));

/** Gives each call a deadline, which its repetitions share, unless the caller set one. */
function limited(patience: number): Interceptor {
  const repeat = makeGrpcRetryInterceptor({
    ...defaultGrpcRetryOptions({ maxAttempts: Number.POSITIVE_INFINITY }),
    delayFunction: () => retryInterval,
  });
  return (options, nextCall) => {
    if (waiting.test(options.method_definition.path)) return repeated(options, nextCall);
    const deadline = options.deadline ?? Date.now() + patience - retryInterval;
    return repeat({ ...options, deadline }, untilClosed(nextCall));
  };
}

/** CANCELLED, which the SDK doesn't repeat. */
const cancelled = 1;

/**
 * gRPC throws when a call is made on a closed connection. The SDK repeats calls from a timer, where nobody could catch that: a process
 * that stops while a call waits for its next attempt would end by it. Such an attempt fails as others do.
 */
function untilClosed(nextCall: NextCall): NextCall {
  return (options) => {
    try {
      return nextCall(options);
    } catch (error) {
      const details = `the connection was closed: ${(error as Error).message}`;
      return {
        start: (metadata, listener) => listener?.onReceiveStatus?.({ code: cancelled, details, metadata }),
        sendMessageWithContext: () => {},
        sendMessage: () => {},
        startRead: () => {},
        halfClose: () => {},
        cancelWithStatus: () => {},
        getPeer: () => '',
        getAuthContext: () => null,
      };
    }
  };
}
