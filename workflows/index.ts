/** The entry of the workflow bundle: Temporal registers what is exported here, by name. */
export { abGate } from './ab-gate.ts';
export { deliverEvents } from './deliver-events.ts';
export { deliverMail } from './deliver-mail.ts';
export { drainInbox } from './drain-inbox.ts';
export { fillSentiment } from './fill-sentiment.ts';
export { importUpload } from './import-upload.ts';
export { monitor } from './monitor.ts';
export { pretendBusiness } from './pretend-business.ts';
export { reproduceRun } from './reproduce-run.ts';
export { retention } from './retention.ts';
export { retrain } from './retrain.ts';
export { scheduledRetrain } from './scheduled-retrain.ts';
export { scoreDaily } from './score-daily.ts';
export { scoreTouched } from './score-touched.ts';
export { syncSource } from './sync-source.ts';
export { trainModel } from './train-model.ts';
export { watch } from './watch.ts';
