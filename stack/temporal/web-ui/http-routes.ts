import { createRequire } from 'node:module';
import type protobuf from 'protobufjs';

/** One HTTP form of a method of Temporal's API, as its proto files define it (google.api.http). */
type HttpRoute = {
  readonly method: protobuf.Method;
  readonly verb: string;
  /** Literal parts, and `{field.path}` parts that match one segment. */
  readonly parts: readonly string[];
  readonly hasBody: boolean;
};

type Binding = Readonly<Record<string, unknown>>;

/** The part of Temporal's API under which the Web UI asks. */
const prefix = '/api/v1/';

/** The route of a request, with what its path says. */
export type RoutedCall = { readonly route: HttpRoute; readonly params: Readonly<Record<string, string>> };

/** The SDK's description of Temporal's whole API, options included: a lookup table made of them follows every later release. */
export function readHttpRoutes(): readonly HttpRoute[] {
  const root: protobuf.Root = createRequire(import.meta.url)('@temporalio/proto/protos/json-module');
  root.resolveAll();
  return ['workflowservice.v1.WorkflowService', 'operatorservice.v1.OperatorService'].flatMap((name) =>
    root.lookupService(`temporal.api.${name}`).methodsArray.flatMap(routesOf),
  );
}

function routesOf(method: protobuf.Method): HttpRoute[] {
  const options = (method.parsedOptions ?? []) as readonly Readonly<Record<string, Binding | undefined>>[];
  return options
    .flatMap((option): Binding[] => [option['(google.api.http)'] ?? {}])
    .flatMap((binding): Binding[] => [binding, ...([binding.additional_bindings ?? []].flat() as Binding[])])
    .flatMap((binding) =>
      Object.entries(binding).flatMap(([verb, path]) =>
        typeof path === 'string' && path.startsWith(prefix)
          ? [{ method, verb: verb.toUpperCase(), parts: path.split('/'), hasBody: binding.body === '*' }]
          : [],
      ),
    );
}

/** A literal part counts more than one that anything matches: `/workflows/count` is no workflow. */
export function findRoute(routes: readonly HttpRoute[], verb: string, path: string): RoutedCall | undefined {
  const asked = path.split('/');
  const [route] = routes
    .filter(({ verb: its, parts }) => its === verb && matches(parts, asked))
    .sort((one, other) => placeholders(one) - placeholders(other));
  if (route === undefined) return undefined;
  const params = route.parts.flatMap((part, at) =>
    part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(asked[at] ?? '')]] : [],
  );
  return { route, params: Object.fromEntries(params) };
}

function matches(parts: readonly string[], asked: readonly string[]): boolean {
  return (
    parts.length === asked.length &&
    parts.every((part, at) => (part.startsWith('{') ? asked[at] !== '' : part === asked[at]))
  );
}

const placeholders = ({ parts }: HttpRoute) => parts.filter((part) => part.startsWith('{')).length;
