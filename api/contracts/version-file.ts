import { z } from 'zod';
import { modelNameSchema } from './scalars.ts';

export const versionParamsSchema = z.strictObject({
  model: modelNameSchema,
  version: z.string().min(1).max(50).describe('As the list of versions names it.'),
});
