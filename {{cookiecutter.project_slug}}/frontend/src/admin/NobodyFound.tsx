import { useListQuery } from "./listQuery";

/** The row of a list without people. It says why. */
export function NobodyFound() {
  const { search, role, disabled, cursor } = useListQuery();
  return (
    <tr>
      <td className="empty" colSpan={5}>
        {search ? (
          <>
            <h2>No one found</h2>
            <p>
              No email address{(role ?? disabled) && " of this kind"} contains “{search}”. You can search for any part
              of an address, such as the name before the @. People who have not confirmed their address are not listed.
            </p>
          </>
        ) : (
          <p>{disabled && !cursor ? "No account is disabled." : "No more people."}</p>
        )}
      </td>
    </tr>
  );
}
