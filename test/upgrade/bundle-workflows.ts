/**
 * `node test/upgrade/bundle-workflows.ts <release> [checkout]` keeps the workflows of a checkout (default: this one) as
 * `test/upgrade/bundles/<release>.js.br`: `workflow-changes.workflow.test.ts` begins runs on them and ends them on the present ones.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { projectRoot } from '../../stack/project-root.ts';
import { bundleFile } from './old-workflows.ts';

const [release, checkout = projectRoot] = process.argv.slice(2);
if (release === undefined) throw new Error('Which release? node test/upgrade/bundle-workflows.ts <release> [checkout]');
const workflowsPath = resolve(checkout, 'workflows', 'index.ts');
const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
/** Two thirds of the bytes are a source map of the machine's paths. A worker asks for one: an empty one will do. */
const bare = code.slice(0, code.lastIndexOf('//# sourceMappingURL='));
const map = Buffer.from(
  `{"version":3,"file":"workflows-${release}.js","sources":[],"names":[],"mappings":""}`,
).toString('base64');
writeFileSync(
  bundleFile(release),
  brotliCompressSync(`${bare}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${map}`),
);
