/**
 * docker-compose.yml's health check: ends with 0 when the service of this container answers that it is well. It imports nothing, as
 * every container runs it every few seconds.
 */
const port = process.env.PERENNIAL_HEALTH_PORT || process.env.PERENNIAL_API_PORT;
const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
