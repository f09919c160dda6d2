import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { createOpenApiDocument } from '../../api/http/openapi.ts';
import { createOperations } from '../../api/operations.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { fakePorts, fakeWorld } from '../api/fakes.ts';

/** The types of every JSON answer, by path, from the OpenAPI document. Run by itself, this file writes them. */
export const typesFile = join(projectRoot, 'api/contracts/answer-types.d.ts');

type Content = { readonly content?: Readonly<Record<string, { readonly schema: JSONSchema }>> };
type Described = { readonly responses: Readonly<Record<string, Content>> };
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JSONSchema>> };
};

const banner = `/**
 * Written from the OpenAPI document by \`npx node test/docs/answer-types.ts\`: what each path answers. A test fails when it is out of date.
 */`;

export async function typesText(): Promise<string> {
  const { paths, components } = createOpenApiDocument(createOperations(fakePorts(fakeWorld())), '0') as Document;
  const answers = (method: string): JSONSchema => {
    const properties = Object.fromEntries(
      Object.entries(paths).flatMap(([path, methods]) => {
        const found = Object.entries(methods[method]?.responses ?? {}).flatMap(([status, { content }]) => {
          const schema = status.startsWith('2') ? content?.['application/json']?.schema : undefined;
          return schema === undefined ? [] : [schema];
        });
        return found.length === 0 ? [] : [[path, found.length === 1 ? found[0] : { anyOf: found }]];
      }),
    );
    return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
  };
  const whole: JSONSchema = {
    type: 'object',
    additionalProperties: false,
    required: ['get', 'post'],
    properties: { get: answers('get'), post: answers('post') },
    definitions: { ...components.schemas },
  };
  const inPlace = JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/definitions/'));
  return await compile(inPlace, 'Answers', {
    additionalProperties: false,
    bannerComment: banner,
    style: { singleQuote: true, printWidth: 120, trailingComma: 'all' },
  });
}

if (import.meta.main) writeFileSync(typesFile, await typesText());
