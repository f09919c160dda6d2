/** @import { AnswerTo } from '../../api/contracts/answer-to.ts' */
/** @import { Problem } from '../../api/contracts/problem.ts' */

/** The API's refusal: RFC 9457, with a remedy for people. */
export class Refusal extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(`${problem.detail} ${problem.remedy}`);
    this.status = problem.status;
  }
}

/**
 * Its answer has the type that the OpenAPI document gives it.
 * @template {string} Path
 * @param {Path} path @returns {Promise<AnswerTo<Path>>}
 */
export function get(path) {
  return send('GET', path);
}

/**
 * Every page of a list.
 * @param {string} path @param {string} name of the list in the answer
 * @returns {Promise<any[]>}
 */
export async function getAll(path, name) {
  const all = [];
  for (let cursor = ''; ; ) {
    const page = await send('GET', `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`);
    all.push(...page[name]);
    if (page.next_cursor === null) return all;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

/** @param {string} path @param {object} body @returns {Promise<any>} */
export function post(path, body) {
  return send('POST', path, body);
}

/**
 * The session's cookie goes along by itself.
 * @param {string} method @param {string} path @param {object} [body]
 */
async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch(() => {
    throw new Error('Perennial does not answer. Is it running? This page continues as soon as it is back.');
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer);
  return answer;
}
