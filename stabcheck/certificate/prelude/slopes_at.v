(** * Derivatives at a point *)

(** The derivative of a formula, as one. *)
Fixpoint slope_of (e : Formula) : Formula :=
  match e with
  | Var => Int 1
  | Int _ | Count _ | Pi => Int 0
  | Add a b => Add (slope_of a) (slope_of b)
  | Sub a b => Sub (slope_of a) (slope_of b)
  | Mul a b => Add (Mul (slope_of a) b) (Mul a (slope_of b))
  | Div a b => Div (Sub (Mul (slope_of a) b) (Mul (slope_of b) a)) (Mul b b)
  | Opp a => Opp (slope_of a)
  | Pow a O => Int 0
  | Pow a (S n) => Mul (Mul (Count (S n)) (Pow a n)) (slope_of a)
  | Exp a => Mul (Exp a) (slope_of a)
  | Ln _ _ a => Div (slope_of a) a
  | Sqrt l h a => Div (slope_of a) (Mul (Int 2) (Sqrt l h a))
  | Erf a =>
      Mul (Mul (Div (Int 2) (Sqrt (fst root_pi) (snd root_pi) Pi)) (Exp (Opp (Pow a 2)))) (slope_of a)
  | Abs a => If_less (Int 0) a (slope_of a) (Opp (slope_of a))
  | Greater a b => If_less a b (slope_of b) (slope_of a)
  | Lesser a b => If_less a b (slope_of a) (slope_of b)
  | If_less a b p q => If_less a b (slope_of p) (slope_of q)
  | If_at_most a b p q => If_less a b (slope_of p) (slope_of q)
  | If_equal a b p q => slope_of q
  end.

(** Whether the formula has that derivative wherever the variable lies in t. *)
Fixpoint has_slope (e : Formula) (t : interval) : bool :=
  let apart a b := (has_slope a t && has_slope b t && (bounds_less a b t || bounds_less b a t))%bool in
  let choice a b p q :=
    (has_slope a t && has_slope b t
     && (bounds_less a b t && has_slope p t || bounds_less b a t && has_slope q t))%bool in
  match e with
  | Var | Int _ | Count _ | Pi => true
  | Add a b | Sub a b | Mul a b => (has_slope a t && has_slope b t)%bool
  | Div a b =>
      (has_slope a t && has_slope b t && (bounds_less (Int 0) b t || bounds_less b (Int 0) t))%bool
  | Opp a | Pow a _ | Exp a | Erf a => has_slope a t
  | Ln _ _ a | Sqrt _ _ a => (has_slope a t && bounds_less (Int 0) a t)%bool
  | Abs a => (has_slope a t && (bounds_less (Int 0) a t || bounds_less a (Int 0) t))%bool
  | Greater a b | Lesser a b => apart a b
  | If_less a b p q | If_at_most a b p q => choice a b p q
  | If_equal a b p q =>
      (has_slope a t && has_slope b t && has_slope q t && (bounds_less a b t || bounds_less b a t))%bool
  end.

Lemma slope_of_is : forall e t i, in_interval t i -> has_slope e i = true ->
  derivable_pt_lim (value_of e) t (value_of (slope_of e) t).
Proof.
  induction e; intros t i at_t given; cbn [has_slope slope_of value_of] in *;
    repeat match goal with
    | given : (_ && _)%bool = true |- _ => apply andb_prop in given as [? ?]
    | IH : forall t i, in_interval t i -> has_slope ?a i = true -> _, given : has_slope ?a _ = true |- _ =>
        apply (IH _ _ at_t) in given
    end.
  - apply derivable_pt_lim_id.
  - apply derivable_pt_lim_const.
  - apply derivable_pt_lim_const.
  - apply derivable_pt_lim_const.
  - exact (derivable_pt_lim_plus _ _ _ _ _ H H0).
  - exact (derivable_pt_lim_minus _ _ _ _ _ H H0).
  - exact (derivable_pt_lim_mult _ _ _ _ _ H H0).
  - assert (away : value_of e2 t <> 0).
    { apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply (bounds_less_is _ _ _ _ at_t) in s;
        cbn [value_of] in s; lra. }
    exact (derivable_pt_lim_div _ _ _ _ _ H H1 away).
  - exact (derivable_pt_lim_opp _ _ _ given).
  - destruct n as [|n]; [apply derivable_pt_lim_const|].
    exact (derivable_pt_lim_comp _ (fun y => y ^ S n) _ _ _ given (derivable_pt_lim_pow _ (S n))).
  - exact (derivable_pt_lim_comp _ exp _ _ _ given (derivable_pt_lim_exp _)).
  - apply (bounds_less_is _ _ _ _ at_t) in H0; cbn [value_of] in H0.
    eapply D_is; [exact (derivable_pt_lim_comp _ ln _ _ _ H (derivable_pt_lim_ln _ H0))|].
    unfold Rdiv; ring.
  - apply (bounds_less_is _ _ _ _ at_t) in H0; cbn [value_of] in H0.
    eapply D_is; [exact (derivable_pt_lim_comp _ sqrt _ _ _ H (derivable_pt_lim_sqrt _ H0))|].
    unfold Rdiv; ring.
  - exact (derivable_pt_lim_comp _ erf _ _ _ given (erf_slope _)).
  - pose proof (derivable_pt_lim_const 0 t) as zero.
    apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply (bounds_less_is _ _ _ _ at_t) in s; cbn [value_of] in s.
    + destruct (Rlt_dec _ _); [|lra].
      destruct (stays_less _ _ _ _ _ zero H s) as [radius [positive near]].
      apply (D_near (value_of e) _ _ _ radius positive); [|exact H].
      intros h small; specialize (near h small); unfold fct_cte in near; rewrite Rabs_pos_eq; lra.
    + destruct (Rlt_dec _ _); [lra|].
      destruct (stays_less _ _ _ _ _ H zero s) as [radius [positive near]].
      apply (D_near (fun t => - value_of e t) _ _ _ radius positive); [|exact (derivable_pt_lim_opp _ _ _ H)].
      intros h small; specialize (near h small); unfold fct_cte in near; rewrite Rabs_left; lra.
  - apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply (bounds_less_is _ _ _ _ at_t) in s.
    + destruct (Rlt_dec _ _); [|lra].
      destruct (stays_less _ _ _ _ _ H H1 s) as [radius [positive near]].
      apply (D_near (value_of e2) _ _ _ radius positive); [|exact H1].
      intros h small; specialize (near h small); rewrite Rmax_right; lra.
    + destruct (Rlt_dec _ _); [lra|].
      destruct (stays_less _ _ _ _ _ H1 H s) as [radius [positive near]].
      apply (D_near (value_of e1) _ _ _ radius positive); [|exact H].
      intros h small; specialize (near h small); rewrite Rmax_left; lra.
  - apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply (bounds_less_is _ _ _ _ at_t) in s.
    + destruct (Rlt_dec _ _); [|lra].
      destruct (stays_less _ _ _ _ _ H H1 s) as [radius [positive near]].
      apply (D_near (value_of e1) _ _ _ radius positive); [|exact H].
      intros h small; specialize (near h small); rewrite Rmin_left; lra.
    + destruct (Rlt_dec _ _); [lra|].
      destruct (stays_less _ _ _ _ _ H1 H s) as [radius [positive near]].
      apply (D_near (value_of e2) _ _ _ radius positive); [|exact H1].
      intros h small; specialize (near h small); rewrite Rmin_right; lra.
  - apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply andb_prop in s as [s own];
      apply (bounds_less_is _ _ _ _ at_t) in s.
    + apply (IHe3 _ _ at_t) in own. destruct (Rlt_dec _ _); [|lra].
      destruct (stays_less _ _ _ _ _ H H1 s) as [radius [positive near]].
      apply (D_near (value_of e3) _ _ _ radius positive); [|exact own].
      intros h small; specialize (near h small); destruct (Rlt_dec _ _); [reflexivity|lra].
    + apply (IHe4 _ _ at_t) in own. destruct (Rlt_dec _ _); [lra|].
      destruct (stays_less _ _ _ _ _ H1 H s) as [radius [positive near]].
      apply (D_near (value_of e4) _ _ _ radius positive); [|exact own].
      intros h small; specialize (near h small); destruct (Rlt_dec _ _); [lra|reflexivity].
  - apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply andb_prop in s as [s own];
      apply (bounds_less_is _ _ _ _ at_t) in s.
    + apply (IHe3 _ _ at_t) in own. destruct (Rlt_dec _ _); [|lra].
      destruct (stays_less _ _ _ _ _ H H1 s) as [radius [positive near]].
      apply (D_near (value_of e3) _ _ _ radius positive); [|exact own].
      intros h small; specialize (near h small); destruct (Rle_dec _ _); [reflexivity|lra].
    + apply (IHe4 _ _ at_t) in own. destruct (Rlt_dec _ _); [lra|].
      destruct (stays_less _ _ _ _ _ H1 H s) as [radius [positive near]].
      apply (D_near (value_of e4) _ _ _ radius positive); [|exact own].
      intros h small; specialize (near h small); destruct (Rle_dec _ _); [lra|reflexivity].
  - apply Bool.orb_prop in H0; destruct H0 as [s|s]; apply (bounds_less_is _ _ _ _ at_t) in s.
    + destruct (stays_less _ _ _ _ _ H H2 s) as [radius [positive near]].
      apply (D_near (value_of e4) _ _ _ radius positive); [|exact H1].
      intros h small; specialize (near h small); destruct (Req_EM_T _ _); [lra|reflexivity].
    + destruct (stays_less _ _ _ _ _ H2 H s) as [radius [positive near]].
      apply (D_near (value_of e4) _ _ _ radius positive); [|exact H1].
      intros h small; specialize (near h small); destruct (Req_EM_T _ _); [lra|reflexivity].
Qed.

(** Bounds of the place p, for a derivative there. *)
Definition bounds_around (p : Formula) : interval :=
  match bounds_of p no_place with Some i => i | None => no_place end.

Definition has_bounds (p : Formula) : bool :=
  match bounds_of p no_place with Some _ => true | None => false end.

(** A function's derivative at a place p is not d. *)
Lemma other_slope : forall e p d,
  (has_bounds p && has_slope e (bounds_around p)
   && (bounds_less (slope_of e) d (bounds_around p) || bounds_less d (slope_of e) (bounds_around p)))%bool = true ->
  ~ derivable_pt_lim (value_of e) (value_of p 0) (value_of d (value_of p 0)).
Proof.
  intros e p d given claimed. apply andb_prop in given as [given apart].
  apply andb_prop in given as [is_defined own]. unfold has_bounds, bounds_around in *.
  destruct (bounds_of p no_place) as [i|] eqn:b; [|discriminate].
  pose proof (bounds_hold _ _ _ _ at_no_place b) as at_p.
  pose proof (uniqueness_limite _ _ _ _ claimed (slope_of_is _ _ _ at_p own)) as same.
  apply Bool.orb_prop in apart; destruct apart as [s|s]; apply (bounds_less_is _ _ _ _ at_p) in s; lra.
Qed.
