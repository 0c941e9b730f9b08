import { Day } from "../web/Day";
import { useUser } from "./session";

export function AccountFacts() {
  const user = useUser();
  return (
    <dl className="card facts">
      <dt>Email address</dt>
      <dd>{user.email}</dd>
      <dt>Member since</dt>
      <dd><Day moment={user.created_at} /></dd>
      {user.role === "admin" && (
        <>
          <dt>Role</dt>
          <dd>Admin</dd>
        </>
      )}
    </dl>
  );
}
