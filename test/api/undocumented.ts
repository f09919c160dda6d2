import { createOpenApiDocument } from '../../api/http/openapi.ts';
import { createOperations } from '../../api/operations.ts';
import type { Ports } from '../../api/ports.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;

/** Notes each answer of a route that the OpenAPI document lacks. What isn't a route of the document is no matter of it. */
export function watchAnswers(ports: Ports) {
  const { paths } = createOpenApiDocument(createOperations(ports), '0') as { readonly paths: Paths };
  const routes = Object.entries(paths).map(([path, methods]) => ({
    methods,
    path,
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  const found = new Set<string>();
  return {
    found,
    see(method: string, address: string, status: number): void {
      const asked = address.replace(/[?#].*/, '');
      const route = routes.find(({ path }) => path === asked) ?? routes.find(({ pattern }) => pattern.test(asked));
      const documented = route?.methods[method === 'HEAD' ? 'get' : method.toLowerCase()]?.responses;
      if (documented !== undefined && !(status in documented)) found.add(`${method} ${route?.path}: ${status}`);
    },
  };
}
