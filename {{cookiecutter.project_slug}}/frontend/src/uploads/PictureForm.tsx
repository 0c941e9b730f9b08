import { useForm } from "react-hook-form";

import { api } from "../web/api";
import { FieldFrame } from "../web/FieldFrame";
import { Form } from "../web/Form";
import { showMessage } from "../web/messages";
import { placeAtField, reportProblem } from "../web/problems";
import { reloadPicture } from "./picture";

interface Values {
  picture: FileList | null;
}

const HINT =
  "JPEG, PNG or WebP, up to 5 MB. We keep a small square of it, without the place where it was taken. Only you can see it.";

export function PictureForm({ hasPicture }: { hasPicture: boolean }) {
  const form = useForm<Values>({ defaultValues: { picture: null } });
  const replace = api.useMutation("put", "/api/users/me/picture");
  const deletion = api.useMutation("delete", "/api/users/me/picture", {
    onSuccess: () => { showMessage("done", "Your picture was deleted."); },
    onError: reportProblem,
    onSettled: reloadPicture,
  });
  async function send({ picture }: Values): Promise<void> {
    const file = picture?.[0];
    if (!file) return;
    try {
      await replace.mutateAsync({
        body: file as unknown as string,
        bodySerializer: (body: unknown) => body as File,
        headers: { "Content-Type": file.type },
      });
    } catch (error) {
      throw placeAtField(error, "picture", 413, 415, 422);
    }
    form.reset();
    showMessage("done", "Your picture was saved.");
    await reloadPicture();
  }
  return (
    <Form form={form} onSubmit={send}>
      <FieldFrame name="picture" label={hasPicture ? "New picture" : "Picture"} hint={HINT}>
        {(own) => <input type="file" accept="image/jpeg,image/png,image/webp" required {...own} {...form.register("picture")} />}
      </FieldFrame>
      <p className="buttons">
        <button>Save</button>
        {hasPicture && (
          <button className="danger quiet" type="button" onClick={() => { deletion.mutate({}); }}>Delete picture</button>
        )}
      </p>
    </Form>
  );
}
