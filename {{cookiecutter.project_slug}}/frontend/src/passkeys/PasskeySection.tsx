import { useSuspenseQuery } from "@tanstack/react-query";

import { AddPasskey } from "./AddPasskey";
import { PasskeyItem } from "./PasskeyItem";
import { passkeysQuery } from "./passkeys";

export default function PasskeySection() {
  const { items } = useSuspenseQuery(passkeysQuery).data;
  return (
    <>
      <h2>Passkeys</h2>
      <p>
        Log in with your fingerprint, face or PIN instead of a password and code. A passkey is stored on your phone,
        your computer or a security key.
      </p>
      {items.length > 0 ? (
        <ul className="places">{items.map((passkey) => <PasskeyItem key={passkey.id} passkey={passkey} />)}</ul>
      ) : (
        <p className="empty">You have no passkeys yet.</p>
      )}
      <AddPasskey />
    </>
  );
}
