import type { Random } from './random.ts';

const first =
  'John Mary David Grace James Ruth Peter Esther Samuel Linda Michael Joy Daniel Sarah Joseph Amina Thabo Naledi Kwame Ama Chinedu Ngozi Kofi Wanjiru Brian Faith Sipho Lerato Emeka Zainab Mark Anna Paul Rose Kevin Hannah Victor Mercy Andrew Laura'.split(
    ' ',
  );
const last =
  'Smith Okafor Mensah Dlamini Otieno Brown Williams Mwangi Adeyemi Botha Nkosi Owusu Johnson Kamau Eze Naidoo Boateng Molefe Taylor Njoroge Bello Asante Pillay Wilson Achieng Balogun Khumalo Appiah Moore Wambui Ibrahim Jacobs Agyeman Mokoena Harris Kiptoo Obi Vermeulen Clark Abdi'.split(
    ' ',
  );
const mailHosts = ['example.com', 'example.org', 'example.net'];

export const leadSources = ['referral', 'website', 'whatsapp_ad', 'walk_in', 'facebook_ad'] as const;

export function fullName(random: Random): string {
  return `${random.pick(first)} ${random.pick(last)}`;
}

/** Under the reserved example domains (RFC 2606): nobody is ever written to. */
export function mailAddress(name: string, ordinal: number, random: Random): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}.${ordinal}@${random.pick(mailHosts)}`;
}

export function phoneNumber(dialling: string, ordinal: number): string {
  return `${dialling}555${String(ordinal).padStart(7, '0')}`;
}
