import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { mostParts } from './read-body.ts';

export type JsonObject = Record<string, unknown>;

/** `unstorable.ts` refuses NUL wherever a text is sent. Written so that every language's regular expressions take it. */
const withoutNul = '^[^\\u0000]*$';
const anyValue = '#/components/schemas/JsonValue';

/** Texts of all kinds, as they come within JSON that the operation reads itself. */
const jsonValue: JsonObject = {
  description: 'Any JSON whose texts hold no NUL.',
  anyOf: [
    { type: ['null', 'boolean', 'number'] },
    { type: 'string', pattern: withoutNul },
    { type: 'array', maxItems: mostParts, items: { $ref: anyValue } },
    { type: 'object', propertyNames: { pattern: withoutNul }, additionalProperties: { $ref: anyValue } },
  ],
};

/**
 * A schema with an id becomes a component and a reference to it; one without stays in place.
 *
 * @throws RangeError for two different schemas of one id: the document would say of one what holds for the other.
 */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output', components: JsonObject): JsonObject {
  // wrapped, because zod gives the outermost schema no reference of its own
  const wrapped = z.toJSONSchema(z.object({ it: schema }), {
    io,
    override: ({ jsonSchema, zodSchema }) => {
      // zod repeats the format as a regular expression of 200 characters
      if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;
      // JavaScript's way to write NUL is not everybody's
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\0', '\\u0000');
      if (io === 'input') sayWhatIsRefused(jsonSchema, zodSchema);
    },
  });
  const text = JSON.stringify(wrapped).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { properties, $defs = {} } = JSON.parse(text) as { properties: { it: JsonObject }; $defs?: JsonObject };
  for (const [id, definition] of Object.entries($defs)) {
    const { id: _id, ...component } = definition as JsonObject;
    addComponent(components, id, component);
  }
  if (text.includes(anyValue)) components.JsonValue = jsonValue;
  return properties.it;
}

function sayWhatIsRefused(schema: z.core.JSONSchema.BaseSchema, { _zod }: z.core.$ZodTypes): void {
  if (_zod.def.type === 'unknown') schema.$ref = anyValue;
  const isOpen = schema.type === 'string' && schema.enum === undefined && schema.const === undefined;
  if (isOpen && schema.format === undefined) schema.pattern ??= withoutNul;
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    if (schema.propertyNames === undefined) schema.propertyNames = { pattern: withoutNul };
  }
}

function addComponent(components: JsonObject, id: string, component: JsonObject): void {
  const known = components[id];
  // one that is sent and answered says what is refused where it is sent
  if (known === undefined || isDeepStrictEqual(known, withoutRefusals(component))) components[id] = component;
  else if (!isDeepStrictEqual(withoutRefusals(known), withoutRefusals(component)))
    throw new RangeError(`Two different schemas have the id ${id}: give one of them another.`);
}

function withoutRefusals(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'pattern' && value === withoutNul
      ? undefined
      : key === 'propertyNames' && Object.keys(value).length === 0
        ? undefined
        : value,
  );
}
