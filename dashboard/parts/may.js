/** @import { Session } from '../../api/contracts/session.ts' */
import { element } from './elements.js';

/** @typedef {Session['may'][number]} Operation */

/** @type {{ role: string, operations: ReadonlySet<Operation> }} */
let allowed = { role: '', operations: new Set() };

/** What whoever is signed in may do, by the table that the server refuses by. @param {Session} session */
export function setSession({ role, may: operations }) {
  allowed = { role, operations: new Set(operations) };
}

/** @param {Operation} operation */
export function may(operation) {
  return allowed.operations.has(operation);
}

/**
 * What acts is there only for those who may act; the server would refuse the others.
 * @template {Node | string} Part
 * @param {Operation} operation @param {...Part} parts
 * @returns {Part[]}
 */
export function ifMay(operation, ...parts) {
  return may(operation) ? parts : [];
}

/** Stands where a whole panel would act. @param {string} words completes "you may not" */
export function whyNot(words) {
  return element(
    'p',
    { class: 'soft why-not' },
    `Your role is ${allowed.role}: you may look, but not ${words}. An admin can invite you with another role.`,
  );
}
