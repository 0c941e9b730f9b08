/** Asks the server anew after a change. */
import { queryClient } from "../web/query";

/** Load what is below these addresses anew: now if it is shown, and otherwise when it is. */
export async function reload(...addresses: string[]): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey }) => addresses.some((address) => String(queryKey[1]).startsWith(address)),
  });
}
