export async function testOne(...a: unknown[]): Promise<never> {
  throw new Error(String(a));
}
