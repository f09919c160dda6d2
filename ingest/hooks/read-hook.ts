import type { HookKind } from '../../domain/hooks.ts';
import { readChatwoot } from './chatwoot.ts';
import type { ReadHook } from './hook-row.ts';
import { readShopify } from './shopify.ts';
import { readStandard } from './standard.ts';
import { readStripe } from './stripe.ts';
import { readWhatsapp } from './whatsapp.ts';

export const readHookOf: Readonly<Record<HookKind, ReadHook>> = {
  whatsapp: readWhatsapp,
  chatwoot: readChatwoot,
  shopify: readShopify,
  stripe: readStripe,
  standard: readStandard,
};
