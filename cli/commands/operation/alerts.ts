import type { Command } from 'commander';
import { wordActor } from '../../../domain/access/actor.ts';
import { incidentStates, openStates } from '../../../domain/alerts/incident.ts';
import type { ModelName } from '../../../domain/models.ts';
import { readConfig } from '../../../stack/config.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { acknowledgeIncident, listIncidents } from '../../../store/alerts/incidents.ts';
import { oneModel, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { acknowledgedLines, incidentLines, runbookLines } from '../../print/operation/alerts.ts';
import { settingsLine, wayLine } from '../../print/operation/mail-test.ts';
import { cliAct } from '../../session/cli-act.ts';
import { dashboardOf, findPlace } from '../../session/place.ts';
import { openReading, openReadingOfTraining } from '../../session/session.ts';
import { sendDirectly, sendThroughWorker } from '../../test-mail.ts';

/** `alerts`: what is wrong with the models, and whether mails about it arrive. */
export function addAlertsCommand(program: Command, cli: Cli): void {
  const alerts = program.command('alerts').description('Incidents, and whether their mails arrive.');

  alerts
    .command('list')
    .description('Incidents, newest first.')
    .option('--model <model>', 'of this model only (default: all)', oneModel)
    .option('--all', 'closed ones too')
    .option('--limit <count>', 'how many', wholeNumber(1, 200), 20)
    .action(({ model, all, limit, ...options }: { model?: ModelName; all?: boolean; limit: number }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const states = all === true ? incidentStates : openStates;
          const incidents = await listIncidents(session.database, { model, states, limit });
          output.lines(incidentLines(incidents, output.width));
          output.lines(runbookLines(incidents, dashboardOf(session.config)));
          output.data(incidents);
        } finally {
          await session.close();
        }
      }),
    );

  alerts
    .command('ack')
    .description('Says that you look after an incident: its mails stop, except the one about its end.')
    .argument('<incident>', 'its number, see npx perennial alerts list', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((id: number, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const act = cliAct('acknowledgeIncident', String(id));
          const note = { actor: wordActor(act.actor), now: new Date(), act };
          const incident = await acknowledgeIncident(session.database, id, note);
          output.lines(acknowledgedLines(incident));
          output.data(incident);
        } finally {
          await session.close();
        }
      }),
    );

  alerts
    .command('test')
    .description('Sends a real mail to ALERT_TO the way alerts are sent, and reports each hop.')
    .option('--direct', 'from this machine, without outbox and worker: shows the conversation with the mail server')
    .action(({ direct, ...options }: { direct?: boolean }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const config = readConfig(surroundings.env);
        const { smtpUrl, from, to } = config.mail;
        const server = smtpUrl === undefined ? null : new URL(smtpUrl).host;
        const here = direct === true || findPlace(config)?.temporalAddress === undefined;
        output.lines([settingsLine(from, to)]);
        if (here) {
          output.lines([wayLine(server)]);
          if (direct !== true)
            output.note('No worker runs here to deliver mail (npm start starts one): this command sends it itself.');
          output.data({ from, to, server, delivered: await sendDirectly(config, output) });
          return;
        }
        const session = await openReadingOfTraining(surroundings);
        try {
          await recordAct(session.database, cliAct('sendTestMail', to.join(', ')));
          output.data({ from, to, delivered: await sendThroughWorker(config, session, output) });
        } finally {
          await session.close();
        }
      }),
    );
}
