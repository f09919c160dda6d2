export async function predictMany(...a: unknown[]): Promise<never[]> {
  void a;
  return [];
}
