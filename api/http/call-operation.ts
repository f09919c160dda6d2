import type { Request } from 'express';
import { accessOf } from '../../domain/access/operations.ts';
import { mayAs, type Role } from '../../domain/access/roles.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { Ports } from '../ports.ts';
import type { Caller } from './authentication.ts';
import { answerOnce } from './idempotency.ts';
import { tellImpossible } from './impossible-input.ts';
import { type Answer, isAct, type MakeAct, nameOf, type Operation, type RawRequest } from './operation.ts';
import { addressOf } from './rate-limits.ts';

/**
 * How an operation is called: by whoever's role may, once for each Idempotency-Key, and on record. `caller` undefined: nobody had to say
 * who they are.
 */
export function callOperation(
  operation: Operation,
  ports: Pick<Ports, 'answers' | 'recordAct' | 'log'>,
): (request: Request, caller: Caller | undefined) => Promise<Answer> {
  const { role } = accessOf(nameOf(operation));
  const telling = tellImpossible(operation);
  const acting = isAct(operation) ? recorded(telling, ports.recordAct) : telling;
  return async (incoming, caller) => {
    const { body, query, params, headers } = incoming;
    if (role !== 'anyone') requireRole(operation, role, caller);
    const given = { body, query, params, headers, incoming, address: addressOf(incoming) };
    const request = { ...given, caller, act: makeAct(operation, caller) } as RawRequest;
    return isAct(operation) ? await answerOnce(acting, request, ports) : await acting.respond(request);
  };
}

/** An act that nothing has recorded in its own transaction is recorded once it was done. */
function recorded(operation: Operation, recordAct: Ports['recordAct']): Operation {
  return {
    ...operation,
    async respond(request) {
      let promised = false;
      const act: MakeAct = (target, details) => {
        promised = true;
        return request.act(target, details);
      };
      const answer = await operation.respond({ ...request, act });
      if (!promised) await recordAct(request.act(targetOf(request)));
      return answer;
    },
  };
}

function targetOf({ params }: RawRequest): string | null {
  const named = Object.values((params ?? {}) as Readonly<Record<string, string>>);
  return named.length === 0 ? null : named.join(' ');
}

function makeAct(operation: Operation, caller: Caller | undefined): MakeAct {
  return (target, details) => {
    if (caller === undefined) throw new RangeError(`Nobody is known who does ${operation.operationId}.`);
    const act = { actor: caller.actor, operation: nameOf(operation), target };
    return details === undefined ? act : { ...act, details };
  };
}

function requireRole(operation: Operation, needed: Role, caller: Caller | undefined): void {
  const role = caller?.actor.role;
  if (role !== undefined && mayAs(role, needed)) return;
  const { does } = accessOf(nameOf(operation));
  throw new PerennialError(
    'forbidden',
    `The role ${role} may not ${does ?? 'read this'}: that takes the role ${needed}.`,
    'Ask an admin for a link or a token with that role: npx perennial invite, npx perennial token create.',
    { role, needed },
  );
}
