import { useSuspenseQuery } from "@tanstack/react-query";

import type { paths } from "../web/openapi";
import { Flash } from "../web/Flash";
import { SettingsPage } from "../web/SettingsPage";
import { PictureForm } from "./PictureForm";
import { pictureQuery } from "./picture";

const FILE = "/api/users/me/picture" satisfies keyof paths;

export default function PicturePage() {
  const { id, can_be_stored: canBeStored } = useSuspenseQuery(pictureQuery).data;
  return (
    <SettingsPage title="Picture">
      <div className="card">
        {id && <p><img src={`${FILE}?v=${id}`} alt="Your picture" width={128} height={128} /></p>}
        {canBeStored ? <PictureForm hasPicture={id !== null} /> : <Flash kind="note">This app has no place for pictures yet.</Flash>}
      </div>
    </SettingsPage>
  );
}
