(** * Where two branches meet *)

(** Continuity of what a branch turns on. *)
Ltac steady := solve [reg].

(** A function that is always one of two has their derivative where they have one and the same. *)
Lemma D_of_two : forall f g F x d, f x = g x -> (forall t, F t = f t \/ F t = g t) ->
  derivable_pt_lim f x d -> derivable_pt_lim g x d -> derivable_pt_lim F x d.
Proof.
  intros f g F x d meet either lf lg eps positive.
  destruct (lf eps positive) as [rf near_f]; destruct (lg eps positive) as [rg near_g].
  assert (least : 0 < Rmin rf rg) by (apply Rmin_pos; apply cond_pos).
  exists (mkposreal _ least); simpl. intros h nonzero close.
  assert (here : F x = f x) by (destruct (either x); lra).
  assert (close_f : Rabs h < rf) by (eapply Rlt_le_trans; [exact close|apply Rmin_l]).
  assert (close_g : Rabs h < rg) by (eapply Rlt_le_trans; [exact close|apply Rmin_r]).
  rewrite here. destruct (either (x + h)) as [same|same]; rewrite same.
  - exact (near_f h nonzero close_f).
  - rewrite meet; exact (near_g h nonzero close_g).
Qed.

Lemma D_at_most : forall a b f g x d, continuity_pt a x -> continuity_pt b x ->
  (a x < b x -> derivable_pt_lim f x d) -> (b x < a x -> derivable_pt_lim g x d) ->
  (a x = b x -> f x = g x /\ derivable_pt_lim f x d /\ derivable_pt_lim g x d) ->
  derivable_pt_lim (fun t => if Rle_dec (a t) (b t) then f t else g t) x d.
Proof.
  intros a b f g x d ca cb below above meet.
  destruct (Rtotal_order (a x) (b x)) as [less|[same|more]].
  - destruct (stays_below _ _ _ ca cb less) as [r [positive near]].
    apply (D_near f _ x d r positive); [|exact (below less)].
    intros h small; specialize (near h small); destruct (Rle_dec _ _); [reflexivity|lra].
  - destruct (meet same) as [value [lf lg]]. apply (D_of_two f g); [exact value| |exact lf|exact lg].
    intro t; destruct (Rle_dec _ _); [left|right]; reflexivity.
  - destruct (stays_below _ _ _ cb ca more) as [r [positive near]].
    apply (D_near g _ x d r positive); [|exact (above more)].
    intros h small; specialize (near h small); destruct (Rle_dec _ _); [lra|reflexivity].
Qed.

Lemma D_less : forall a b f g x d, continuity_pt a x -> continuity_pt b x ->
  (a x < b x -> derivable_pt_lim f x d) -> (b x < a x -> derivable_pt_lim g x d) ->
  (a x = b x -> f x = g x /\ derivable_pt_lim f x d /\ derivable_pt_lim g x d) ->
  derivable_pt_lim (fun t => if Rlt_dec (a t) (b t) then f t else g t) x d.
Proof.
  intros a b f g x d ca cb below above meet.
  destruct (Rtotal_order (a x) (b x)) as [less|[same|more]].
  - destruct (stays_below _ _ _ ca cb less) as [r [positive near]].
    apply (D_near f _ x d r positive); [|exact (below less)].
    intros h small; specialize (near h small); destruct (Rlt_dec _ _); [reflexivity|lra].
  - destruct (meet same) as [value [lf lg]]. apply (D_of_two f g); [exact value| |exact lf|exact lg].
    intro t; destruct (Rlt_dec _ _); [left|right]; reflexivity.
  - destruct (stays_below _ _ _ cb ca more) as [r [positive near]].
    apply (D_near g _ x d r positive); [|exact (above more)].
    intros h small; specialize (near h small); destruct (Rlt_dec _ _); [lra|reflexivity].
Qed.
