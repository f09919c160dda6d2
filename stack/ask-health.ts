/**
 * The health check of docker-compose.yml: exits with 0 when the service in this container reports that it is well. It
 * imports nothing, because every container runs it every few seconds.
 */
const port = process.env.PERENNIAL_HEALTH_PORT || process.env.PERENNIAL_API_PORT;
const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
process.stdout.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
