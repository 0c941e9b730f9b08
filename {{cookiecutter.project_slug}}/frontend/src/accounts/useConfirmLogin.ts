import { api } from "../web/api";
import { placeAtField } from "../web/problems";

/** Return what makes the login fresh again. A wrong password is an error of the field `password`. */
export function useConfirmLogin(): (password: string) => Promise<void> {
  const confirm = api.useMutation("post", "/api/sessions/current/confirm");
  return async (password) => {
    try {
      await confirm.mutateAsync({ body: { password } });
    } catch (error) {
      throw placeAtField(error, "password", 403);
    }
  };
}
