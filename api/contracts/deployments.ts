import { z } from 'zod';
import { requestNoteSchema } from './experiments.ts';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { modelNameSchema, momentSchema } from './scalars.ts';

export const deploymentParamsSchema = z.strictObject({ model: modelNameSchema });

export const deploySchema = requestNoteSchema
  .extend({
    version: z
      .string()
      .min(1)
      .max(50)
      .optional()
      .describe('Default when deploying: the newest version. When rolling back: the one that served before.'),
  })
  .meta({ id: 'DeploymentRequest', description: 'Which version should serve, and why.' });

export const deployedSchema = z
  .object({
    model: modelNameSchema,
    version: z.string().describe('The version that serves now.'),
    previous: z.string().nullable().describe('The version that served until now.'),
    action: z.enum(['deploy', 'rollback']),
    golden_rows: z.int().describe('Stored predictions that the loaded model reproduced bit for bit.'),
    deployed_at: momentSchema,
  })
  .meta({ id: 'Deployed', description: 'The version that serves now.' });

export const deploymentsQuerySchema = z.strictObject({
  ...pageFields('Deployments'),
  sort: momentSort('deployed_at'),
});

const deploymentSchema = z.object({
  version: z.string(),
  previous: z.string().nullable(),
  action: z.enum(['deploy', 'rollback']),
  actor: z.string(),
  reason: z.string(),
  evidence: z.unknown().describe('The figures that the decision rests on.'),
  deployed_at: momentSchema,
});
export type Deployment = z.output<typeof deploymentSchema>;

export const deploymentsSchema = z
  .object({ deployments: z.array(deploymentSchema), ...nextCursorField })
  .meta({ id: 'Deployments', description: 'Every move of the champion pointer, newest first.' });
