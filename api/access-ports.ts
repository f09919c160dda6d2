import type { Response } from 'express';
import type { Act } from '../domain/access/actor.ts';
import type { AuditEntry, AuditPageFilter } from '../store/access/audit.ts';
import type { KeptAnswer } from '../store/access/kept-answers.ts';
import type { Guest, OpenSession } from '../store/access/sessions.ts';
import type { Invitation } from '../store/access/sign-in-links.ts';
import type { Page, PageAsked } from '../store/database/read-page.ts';
import type { GoodToken, NewToken, TokenRecord } from '../store/tokens.ts';

/** Who is let in, what they may ask how often, and what is kept of it. */
export type AccessPorts = {
  readonly access: {
    /** Whom the code lets in; null: it is unknown, used or too old. Works once. */
    redeemCode(code: string): Promise<Pick<Invitation, 'person' | 'role'> | null>;
    createSession(guest: Guest): Promise<string>;
    verifySession(session: string): Promise<OpenSession | null>;
    endSession(session: string): Promise<void>;
    createToken(token: NewToken): Promise<string>;
    tokens(page: PageAsked): Promise<Page<TokenRecord>>;
    /** null: there is none with this id. */
    revokeToken(id: string, act: Act): Promise<TokenRecord | null>;
    audit(filter: AuditPageFilter, page: PageAsked): Promise<Page<AuditEntry>>;
  };
  readonly tokens: TokenCheck;
  readonly limits: RateLimits;
  /** For an act that no transaction of its own has recorded. */
  readonly recordAct: (act: Act) => Promise<void>;
  /** What was answered to requests with an Idempotency-Key. */
  readonly answers: AnswerStore;
};

/** A token as it is checked; `id` null: that of the configuration. */
export type CheckedToken = Omit<GoodToken, 'id'> & { readonly id: string | null };

export type TokenCheck = {
  /** null: malformed, unknown, revoked or expired. */
  verify(token: string): Promise<CheckedToken | null>;
  /** Whether it was valid a short while ago, and nobody has to be asked to know that. */
  isKnown(token: string): boolean;
};

/** In this process; several that share an address each allow as much. */
export type RateLimits = {
  /** Counts a request, and says in the answer's headers how many are left. @throws PerennialError `too_many_requests` */
  spend(who: string, response: Response): Promise<void>;
  /** @throws PerennialError `too_many_requests` for an address that sent too many wrong tokens. */
  requireTrusted(address: string): Promise<void>;
  /** Counts a wrong token or link. */
  distrust(address: string): Promise<void>;
};

/** Where answers are kept for a day. */
export type AnswerStore = {
  /** null: nobody had the key; it is the caller's now. */
  claim(id: Buffer, fingerprint: Buffer | null): Promise<KeptAnswer | null>;
  keep(
    id: Buffer,
    answer: { readonly fingerprint: Buffer; readonly status: number; readonly sealed: Buffer },
  ): Promise<void>;
  giveBack(id: Buffer): Promise<void>;
};
