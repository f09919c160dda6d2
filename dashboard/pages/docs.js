import { get } from '../parts/http.js';

/** @typedef {{ in: string, name: string, example?: string }} Parameter */
/** @typedef {{ parameters?: Parameter[], requestBody?: { content: Record<string, { example?: object }> } }} Operation */
/** @typedef {{ paths: Record<string, Record<string, Operation>> }} Description */

/** Of the bundle that the page loads before this module. */
const { SwaggerUIBundle } = /** @type {{ SwaggerUIBundle: (options: object) => void }} */ (
  /** @type {unknown} */ (globalThis)
);

const dark = matchMedia('(prefers-color-scheme: dark)');
dark.addEventListener('change', wearTheme);
wearTheme();
SwaggerUIBundle({
  spec: await withExamples(/** @type {Description} */ (await get(/** @type {string} */ ('/openapi.json')))),
  dom_id: '#page',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});

/** As the dashboard, which follows the system. */
function wearTheme() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

/**
 * The document is everybody's, so what this installation holds is written into it here, for whoever is signed in. Only what is read gets
 * examples that exist: nobody shall change a real person or model by trying a form out.
 * @param {Description} description
 */
async function withExamples(description) {
  const signedIn = await get('/api/v1/session').then(
    () => true,
    () => false,
  );
  if (!signedIn) return description;
  const [lead, leaving, recipient, person, run, experiment, incident, mail, version] = await Promise.all([
    first('/api/v1/predictions?model=lead_scoring&limit=1', 'predictions'),
    first('/api/v1/predictions?model=churn&limit=1', 'predictions'),
    first('/api/v1/predictions?model=engagement&limit=1', 'predictions'),
    first('/api/v1/people?q=a&limit=1', 'people'),
    first('/api/v1/training/history?limit=1', 'runs'),
    first('/api/v1/experiments?limit=1', 'experiments'),
    first('/api/v1/incidents?limit=1', 'incidents'),
    first('/api/v1/mails?limit=1', 'mails'),
    first('/api/v1/training/models', 'models'),
  ]);
  const contact = lead?.contact_id ?? leaving?.id ?? recipient?.id ?? person?.contact_id;
  const scored = lead ?? leaving ?? recipient;
  fillPath(description, '/api/v1/predictions/', { prediction_id: scored?.prediction_id });
  fillPath(description, '/api/v1/people/', { id: contact });
  fillPath(description, '/api/v1/runs/', { retrain_id: run?.retrain_id, model: run?.model });
  fillPath(description, '/api/v1/experiments/', { id: experiment?.id });
  fillPath(description, '/api/v1/incidents/', { id: incident?.id });
  fillPath(description, '/api/v1/mails/', { id: mail?.id });
  fillPath(description, '/api/v1/models/', { model: version?.model, version: version?.version });
  fillBody(description, 'lead_scoring', lead && { ids: [lead.id] });
  fillBody(description, 'churn', contact && { ids: [contact] });
  const message = { content_type: 'informational', text: 'Your order is ready.' };
  fillBody(description, 'engagement', contact && { messages: [{ contact_id: contact, message }] });
  return description;
}

/** null: there is none, or it can't be read now. @param {string} path @param {string} list @returns {Promise<any>} */
async function first(path, list) {
  const answer = await get(path).catch(() => ({ [list]: [] }));
  return /** @type {Record<string, unknown[]>} */ (answer)[list]?.[0] ?? null;
}

/** @param {Description} description @param {string} prefix @param {Record<string, unknown>} known */
function fillPath({ paths }, prefix, known) {
  for (const [path, { get: read }] of Object.entries(paths)) {
    if (read === undefined || !path.startsWith(prefix)) continue;
    for (const parameter of read.parameters ?? []) {
      const value = known[parameter.name];
      if (parameter.in === 'path' && value !== undefined && value !== null) parameter.example = String(value);
    }
  }
}

/** @param {Description} description @param {string} model @param {object | null | undefined} example */
function fillBody({ paths }, model, example) {
  const content = paths[`/api/v1/predictions/${model}`]?.post?.requestBody?.content['application/json'];
  if (content !== undefined && example) content.example = example;
}
